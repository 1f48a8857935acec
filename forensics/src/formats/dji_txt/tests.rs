//! Made logs of each framing, whole and damaged, and the real ones with what independent tools say
//! of them (`shared/data/logs/MANIFEST.tsv`).

mod made;
mod real;
