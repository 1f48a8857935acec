//! How much of an area was, or will be, seen, and how surely a thing in it is detected.
