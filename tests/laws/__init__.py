"""Laws that hold for any sample: no reference number is needed to know that they must."""
