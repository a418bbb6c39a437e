"""What schemas, states and forms say of records: the contract, read once."""
