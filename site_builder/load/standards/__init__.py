"""What standards call places, countries and currencies."""
