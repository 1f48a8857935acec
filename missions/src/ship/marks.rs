//! Where a ship's draught marks stand: three stations, two sides.

use serde::{Deserialize, Serialize};

/// A place along the ship where draught marks stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// Near the forward perpendicular.
    Forward,
    /// Near the middle of the length between perpendiculars.
    Midships,
    /// Near the aft perpendicular.
    Aft,
}

/// A side of the ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Left, looking forward.
    Port,
    /// Right, looking forward.
    Starboard,
}

/// Something at each station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stations<T> {
    /// At the forward marks.
    pub forward: T,
    /// At the midship marks.
    pub midships: T,
    /// At the aft marks.
    pub aft: T,
}

/// Something on each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides<T> {
    /// To port.
    pub port: T,
    /// To starboard.
    pub starboard: T,
}

impl Station {
    /// From forward to aft.
    pub const ALL: [Self; 3] = [Self::Forward, Self::Midships, Self::Aft];

    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Midships => "midships",
            Self::Aft => "aft",
        }
    }
}

impl Side {
    /// Both, port first.
    pub const ALL: [Self; 2] = [Self::Port, Self::Starboard];

    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Port => "port",
            Self::Starboard => "starboard",
        }
    }
}

impl<T> Stations<T> {
    /// One value of each station's own.
    pub fn from_fn(mut make: impl FnMut(Station) -> T) -> Self {
        Self {
            forward: make(Station::Forward),
            midships: make(Station::Midships),
            aft: make(Station::Aft),
        }
    }

    /// What is at a station.
    pub const fn get(&self, station: Station) -> &T {
        match station {
            Station::Forward => &self.forward,
            Station::Midships => &self.midships,
            Station::Aft => &self.aft,
        }
    }

    /// What is at a station, to be changed.
    pub const fn get_mut(&mut self, station: Station) -> &mut T {
        match station {
            Station::Forward => &mut self.forward,
            Station::Midships => &mut self.midships,
            Station::Aft => &mut self.aft,
        }
    }
}

impl<T> Sides<T> {
    /// One value of each side's own.
    pub fn from_fn(mut make: impl FnMut(Side) -> T) -> Self {
        Self {
            port: make(Side::Port),
            starboard: make(Side::Starboard),
        }
    }

    /// What is on a side.
    pub const fn get(&self, side: Side) -> &T {
        match side {
            Side::Port => &self.port,
            Side::Starboard => &self.starboard,
        }
    }

    /// What is on a side, to be changed.
    pub const fn get_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Port => &mut self.port,
            Side::Starboard => &mut self.starboard,
        }
    }
}

/// The six places where draughts are read, in the order of a survey form.
pub fn six() -> impl Iterator<Item = (Station, Side)> {
    Station::ALL
        .into_iter()
        .flat_map(|station| Side::ALL.map(|side| (station, side)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_places_are_named_from_forward_to_aft_and_port_to_starboard() {
        let names: Vec<String> = six()
            .map(|(station, side)| format!("{} {}", station.name(), side.name()))
            .collect();
        assert_eq!(
            names,
            [
                "forward port",
                "forward starboard",
                "midships port",
                "midships starboard",
                "aft port",
                "aft starboard"
            ]
        );
    }

    #[test]
    fn what_is_put_at_a_place_is_found_there() {
        let mut draughts = Stations::from_fn(|_| Sides::from_fn(|_| 0));
        for (index, (station, side)) in six().enumerate() {
            *draughts.get_mut(station).get_mut(side) = index;
        }
        for (index, (station, side)) in six().enumerate() {
            assert_eq!(*draughts.get(station).get(side), index);
        }
    }
}
