"""What a reader may see: protection, reliability, layout, rounded numbers; it ends in a frozen Table."""
