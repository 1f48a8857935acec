//! The files of a folder, or one file.

use super::{Plan, Taking, raw};
use crate::case::CaseError;
use crate::evidence::Reader;
use crate::exhibit::Origin;

impl Taking<'_> {
    pub(super) fn files(&mut self, plan: &Plan) -> Result<(), CaseError> {
        for refused in &plan.refused {
            self.say(refused.clone());
        }
        self.witness.begins("taking files", plan.bytes);
        for part in &plan.files {
            let path = format!("/{}", part.name.trim_start_matches('/'));
            let evidence = match raw(&part.path) {
                Ok(evidence) => evidence,
                Err(error) => {
                    self.say(format!("{path}: cannot be read: {error}"));
                    continue;
                }
            };
            if let Some(stored) = self.store(&path, &mut Reader::new(evidence))? {
                let item = self.item(&stored, &path, Origin::Live);
                self.items.push(item);
            }
        }
        Ok(())
    }
}
