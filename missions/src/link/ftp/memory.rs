//! Files that are kept in memory: for a simulated vehicle, and for tests.

use std::collections::BTreeMap;

use super::{Entry, EntryKind, FileError, FilePath, Files};

/// No file grows beyond this, bytes: a write at a wild offset must not fill the memory.
const LARGEST: usize = 256 << 20;

/// A tree of files in memory. The root is always there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryFiles {
    nodes: BTreeMap<FilePath, Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Folder,
    File(Vec<u8>),
}

impl MemoryFiles {
    /// An empty root.
    pub const fn new() -> Self {
        Self {
            nodes: BTreeMap::new(),
        }
    }

    /// Puts a file there, with all folders above it; replaces what is there.
    pub fn insert(&mut self, file: &FilePath, bytes: Vec<u8>) {
        let mut above = file.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            above = folder.parent();
            self.nodes.insert(folder, Node::Folder);
        }
        self.nodes.insert(file.clone(), Node::File(bytes));
    }

    /// The bytes of a file.
    pub fn get(&self, file: &FilePath) -> Option<&[u8]> {
        match self.nodes.get(file) {
            Some(Node::File(bytes)) => Some(bytes),
            _ => None,
        }
    }

    fn bytes(&self, file: &FilePath) -> Result<&Vec<u8>, FileError> {
        match self.nodes.get(file) {
            Some(Node::File(bytes)) => Ok(bytes),
            Some(Node::Folder) => Err(FileError::WrongKind),
            None if file.is_root() => Err(FileError::WrongKind),
            None => Err(FileError::NotFound),
        }
    }

    fn bytes_mut(&mut self, file: &FilePath) -> Result<&mut Vec<u8>, FileError> {
        self.bytes(file)?;
        match self.nodes.get_mut(file) {
            Some(Node::File(bytes)) => Ok(bytes),
            _ => Err(FileError::NotFound),
        }
    }

    fn is_folder(&self, path: &FilePath) -> bool {
        path.is_root() || matches!(self.nodes.get(path), Some(Node::Folder))
    }

    /// A new node needs a folder to lie in.
    fn room_for(&self, path: &FilePath) -> Result<(), FileError> {
        match path.parent() {
            Some(parent) if self.is_folder(&parent) => Ok(()),
            Some(_) => Err(FileError::NotFound),
            None => Err(FileError::Protected),
        }
    }

    fn below(&self, folder: &FilePath) -> Vec<FilePath> {
        let paths = self.nodes.keys();
        paths
            .filter(|path| path.is_below(folder))
            .cloned()
            .collect()
    }
}

impl Files for MemoryFiles {
    fn list(&mut self, folder: &FilePath) -> Result<Vec<Entry>, FileError> {
        if !self.is_folder(folder) {
            self.bytes(folder)?;
            return Err(FileError::WrongKind);
        }
        let inside = |(path, node): (&FilePath, &Node)| {
            let name = path
                .name()
                .filter(|_| path.parent().as_ref() == Some(folder))?;
            let kind = match node {
                Node::Folder => EntryKind::Folder,
                Node::File(bytes) => EntryKind::File {
                    size: bytes.len() as u32,
                },
            };
            Some(Entry {
                name: name.to_owned(),
                kind,
                modified: None,
            })
        };
        Ok(self.nodes.iter().filter_map(inside).collect())
    }

    fn size(&mut self, file: &FilePath) -> Result<u32, FileError> {
        Ok(self.bytes(file)?.len() as u32)
    }

    fn read(
        &mut self,
        file: &FilePath,
        offset: u32,
        buffer: &mut [u8],
    ) -> Result<usize, FileError> {
        let bytes = self.bytes(file)?;
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }

    fn create(&mut self, file: &FilePath) -> Result<(), FileError> {
        self.room_for(file)?;
        if self.is_folder(file) {
            return Err(FileError::WrongKind);
        }
        self.nodes.insert(file.clone(), Node::File(Vec::new()));
        Ok(())
    }

    fn write(&mut self, file: &FilePath, offset: u32, written: &[u8]) -> Result<(), FileError> {
        let bytes = self.bytes_mut(file)?;
        let start = offset as usize;
        let end = start.saturating_add(written.len());
        if end > LARGEST {
            return Err(FileError::Protected);
        }
        bytes.resize(bytes.len().max(end), 0);
        bytes[start..end].copy_from_slice(written);
        Ok(())
    }

    fn truncate(&mut self, file: &FilePath, size: u32) -> Result<(), FileError> {
        if size as usize > LARGEST {
            return Err(FileError::Protected);
        }
        self.bytes_mut(file)?.resize(size as usize, 0);
        Ok(())
    }

    fn remove(&mut self, file: &FilePath) -> Result<(), FileError> {
        self.bytes(file)?;
        self.nodes.remove(file);
        Ok(())
    }

    fn create_folder(&mut self, folder: &FilePath) -> Result<(), FileError> {
        self.room_for(folder)?;
        if self.nodes.contains_key(folder) {
            return Err(FileError::Exists);
        }
        self.nodes.insert(folder.clone(), Node::Folder);
        Ok(())
    }

    fn remove_folder(&mut self, folder: &FilePath) -> Result<(), FileError> {
        if folder.is_root() {
            return Err(FileError::Protected);
        }
        match self.nodes.get(folder) {
            None => Err(FileError::NotFound),
            Some(Node::Folder) if self.below(folder).is_empty() => {
                self.nodes.remove(folder);
                Ok(())
            }
            Some(_) => Err(FileError::WrongKind),
        }
    }

    fn rename(&mut self, from: &FilePath, to: &FilePath) -> Result<(), FileError> {
        self.room_for(to)?;
        if self.nodes.contains_key(to) {
            return Err(FileError::Exists);
        }
        if to.is_below(from) {
            return Err(FileError::WrongKind);
        }
        let inside = self.below(from);
        let node = self.nodes.remove(from).ok_or(FileError::NotFound)?;
        self.nodes.insert(to.clone(), node);
        for path in inside {
            let tail = path.parts().skip(from.parts().count());
            let moved: Vec<&str> = to.parts().chain(tail).collect();
            if let (Some(node), Ok(path)) =
                (self.nodes.remove(&path), FilePath::new(&moved.join("/")))
            {
                self.nodes.insert(path, node);
            }
        }
        Ok(())
    }
}
