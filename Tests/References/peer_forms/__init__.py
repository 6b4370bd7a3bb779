"""The reference's loss and decoding, written from its formulas in the forms that frameworks favour."""
