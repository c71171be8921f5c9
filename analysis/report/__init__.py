"""What a report file may say: its figures and what was printed, the register of published figures, the card."""
