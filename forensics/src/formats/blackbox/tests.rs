//! Made logs under damage, and the real ones.
