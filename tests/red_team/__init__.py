"""Sites that attack the gate, and clean look-alikes; nothing here reads the gate's own code."""
