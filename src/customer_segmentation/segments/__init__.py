"""Customer segments: k-means fitted, chosen, matched to earlier ones and kept."""
