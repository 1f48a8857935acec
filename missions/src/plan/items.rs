//! Legs to mission items and back.
