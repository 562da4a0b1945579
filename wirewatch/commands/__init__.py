"""The commands, one file each. Services are imported inside the functions, so that `--help` stays quick."""
