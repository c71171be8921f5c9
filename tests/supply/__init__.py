"""What tallybook is made of and tested with: hashes of the test environment, and the bill of materials."""
