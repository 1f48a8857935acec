//! Plans and areas in other people's formats, one file each.
