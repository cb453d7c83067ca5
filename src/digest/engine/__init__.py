"""What has to be done, and doing it: the only part that reads and writes files, and knows the time."""
