//! Made logs, and what damage does to them; real ones are in `forensics/tests`.
