"""What gamemodel takes, as ratios against a peer or a floor measured in the same run; prints, never asserts."""
