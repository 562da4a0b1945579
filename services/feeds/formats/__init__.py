"""The formats that newsrooms send, one file each: pure functions from what was read to the fields of an article."""
