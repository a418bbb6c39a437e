"""One way for a record that comes in: sent, completed, split, received, published; each step a pure function."""
