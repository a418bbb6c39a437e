"""What is sealed: encrypted, with keys that can be taken back and destroyed."""
