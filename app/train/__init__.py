"""The Train tab: runs are begun, watched, paused and opened."""
