"""What a reader may see, on estimates made by hand."""
