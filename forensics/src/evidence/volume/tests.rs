//! File systems as their own tools make them, against the sleuth kit's reading of them, and what
//! damage does to them.

mod exfat;
mod ext;
mod fat;
mod hostile;
mod kit;
mod partition;
