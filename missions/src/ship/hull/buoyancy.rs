//! What a floating hull displaces, as sums over its surface.

/// Volume, centres and waterplane of a floating hull, in ship axes
/// (`x` forward from the aft perpendicular, `y` to port, `z` up from the base line).
///
/// The waterplane's area and moments are those of its projection on the base plane: for the trims
/// of a draught survey the difference is below one part in a thousand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buoyancy {
    /// Displaced volume, in cubic metres.
    pub volume_m3: f64,
    /// Centre of buoyancy, forward of the aft perpendicular, in metres.
    pub lcb_m: f64,
    /// Centre of buoyancy to port, in metres.
    pub tcb_m: f64,
    /// Centre of buoyancy above the base line (KB), in metres.
    pub kb_m: f64,
    /// Area of the waterplane, in square metres.
    pub waterplane_m2: f64,
    /// Centre of flotation, forward of the aft perpendicular, in metres.
    pub lcf_m: f64,
    /// Second moment of the waterplane about the transverse axis through its own centre, in m⁴.
    pub longitudinal_m4: f64,
    /// Second moment of the waterplane about the longitudinal axis through its own centre, in m⁴.
    pub transverse_m4: f64,
    /// Wetted surface, in square metres, where the shape tells it.
    pub wetted_m2: Option<f64>,
}

impl Buoyancy {
    /// Displacement in tonnes, in water of `density` t/m³, without allowance for plating.
    pub fn displacement_t(&self, density: f64) -> f64 {
        density * self.volume_m3
    }

    /// Tonnes per centimetre immersion.
    pub fn tonnes_per_cm(&self, density: f64) -> f64 {
        density * self.waterplane_m2 / 100.0
    }

    /// Moment to change trim by one centimetre, in t·m/cm.
    ///
    /// With BM_L in the place of GM_L, as where the centre of gravity is not known:
    /// the difference is KG − KB against a BM_L of hundreds of metres.
    pub fn moment_to_trim(&self, density: f64, lbp_m: f64) -> f64 {
        density * self.longitudinal_m4 / (100.0 * lbp_m)
    }

    /// Height of the transverse metacentre above the base line (KM), in metres.
    pub fn km_m(&self) -> f64 {
        self.kb_m + self.transverse_m4 / self.volume_m3
    }
}

/// Running integrals; all moments are about the ship's axes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) volume: f64,
    pub(super) volume_x: f64,
    pub(super) volume_y: f64,
    pub(super) volume_z: f64,
    pub(super) area: f64,
    pub(super) area_x: f64,
    pub(super) area_y: f64,
    pub(super) area_xx: f64,
    pub(super) area_yy: f64,
    pub(super) wetted: f64,
}

impl Sums {
    /// The sums of a whole hull from those of one side of it.
    pub(super) fn mirrored(self) -> Self {
        Self {
            volume: 2.0 * self.volume,
            volume_x: 2.0 * self.volume_x,
            volume_y: 0.0,
            volume_z: 2.0 * self.volume_z,
            area: 2.0 * self.area,
            area_x: 2.0 * self.area_x,
            area_y: 0.0,
            area_xx: 2.0 * self.area_xx,
            area_yy: 2.0 * self.area_yy,
            wetted: 2.0 * self.wetted,
        }
    }

    /// Centres and central moments; parallel axes by Steiner's theorem.
    pub(super) fn buoyancy(self, wetted: bool) -> Buoyancy {
        let lcf_m = self.area_x / self.area;
        let tcf_m = self.area_y / self.area;
        Buoyancy {
            volume_m3: self.volume,
            lcb_m: self.volume_x / self.volume,
            tcb_m: self.volume_y / self.volume,
            kb_m: self.volume_z / self.volume,
            waterplane_m2: self.area,
            lcf_m,
            longitudinal_m4: self.area_xx - self.area * lcf_m * lcf_m,
            transverse_m4: self.area_yy - self.area * tcf_m * tcf_m,
            wetted_m2: wetted.then_some(self.wetted),
        }
    }
}
