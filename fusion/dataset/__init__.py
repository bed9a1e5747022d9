"""What models read: blocks of features as known at each subject's index date, and survival from it."""
