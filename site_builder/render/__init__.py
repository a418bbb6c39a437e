"""From facts to the bodies of pages."""
