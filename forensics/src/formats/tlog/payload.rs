//! The messages from which a flight is made, as numbers of the wire: the fields that are used of
//! each, with their places in the payload, which a test holds against the dialect.

use crate::cursor::Cursor;

/// A payload with the zeros at its end that were not sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Payload<'p> {
    /// With those zeros.
    pub whole: &'p [u8],
    /// As it was sent.
    pub sent: &'p [u8],
}

impl<'p> Payload<'p> {
    /// The bytes of a text or an array.
    pub(super) fn slice(self, at: usize, length: usize) -> &'p [u8] {
        let from = self.sent.get(at..).unwrap_or_default();
        from.get(..length).unwrap_or(from)
    }

    fn cursor(self, at: usize) -> Cursor<'p> {
        let mut cursor = Cursor::new(self.whole);
        if cursor.seek(at).is_none() {
            return Cursor::new(&[]);
        }
        cursor
    }
}

/// One struct a message: number, name, and field by field its number type, its reader and its
/// place.
macro_rules! messages {
    ($($number:literal $spelt:literal $name:ident { $($field:ident: $type:ty, $read:ident @ $at:literal;)* })*) => {
        $(
            #[doc = concat!("`", $spelt, "`, as its definition has it.")]
            #[derive(Clone, Copy, Debug)]
            #[allow(clippy::struct_field_names, reason = "the wire's names")]
            pub(super) struct $name {
                $(pub $field: $type,)*
            }

            impl $name {
                pub(super) const ID: u32 = $number;

                pub(super) fn of(payload: Payload<'_>) -> Self {
                    Self {
                        $($field: payload.cursor($at).$read().unwrap_or_default(),)*
                    }
                }
            }
        )*

        #[cfg(test)]
        const PLACES: &[(u32, &str, &str, usize)] = &[
            $($(($number, $spelt, stringify!($field), $at),)*)*
        ];
    };
}

messages! {
    0 "HEARTBEAT" Heartbeat {
        custom_mode: u32, u32_le @ 0; r#type: u8, u8 @ 4; autopilot: u8, u8 @ 5;
        base_mode: u8, u8 @ 6; system_status: u8, u8 @ 7;
    }
    1 "SYS_STATUS" SysStatus {
        voltage_battery: u16, u16_le @ 14; current_battery: i16, i16_le @ 16;
        battery_remaining: i8, i8 @ 30;
    }
    2 "SYSTEM_TIME" SystemTime { time_unix_usec: u64, u64_le @ 0; }
    24 "GPS_RAW_INT" GpsRawInt {
        lat: i32, i32_le @ 8; lon: i32, i32_le @ 12; alt: i32, i32_le @ 16;
        fix_type: u8, u8 @ 28; satellites_visible: u8, u8 @ 29; h_acc: u32, u32_le @ 34;
    }
    30 "ATTITUDE" Attitude {
        roll: f32, f32_le @ 4; pitch: f32, f32_le @ 8; yaw: f32, f32_le @ 12;
    }
    33 "GLOBAL_POSITION_INT" GlobalPositionInt {
        lat: i32, i32_le @ 4; lon: i32, i32_le @ 8; alt: i32, i32_le @ 12;
        relative_alt: i32, i32_le @ 16;
        vx: i16, i16_le @ 20; vy: i16, i16_le @ 22; vz: i16, i16_le @ 24;
    }
    74 "VFR_HUD" VfrHud { throttle: u16, u16_le @ 18; }
    75 "COMMAND_INT" CommandInt {
        param1: f32, f32_le @ 0; param2: f32, f32_le @ 4; command: u16, u16_le @ 28;
    }
    76 "COMMAND_LONG" CommandLong {
        param1: f32, f32_le @ 0; param2: f32, f32_le @ 4; command: u16, u16_le @ 28;
    }
    144 "FOLLOW_TARGET" FollowTarget { lat: i32, i32_le @ 16; lon: i32, i32_le @ 20; }
    147 "BATTERY_STATUS" BatteryStatus {
        current_battery: i16, i16_le @ 30; id: u8, u8 @ 32; battery_remaining: i8, i8 @ 35;
    }
    148 "AUTOPILOT_VERSION" AutopilotVersion {
        uid: u64, u64_le @ 8; flight_sw_version: u32, u32_le @ 16;
        board_version: u32, u32_le @ 28; vendor_id: u16, u16_le @ 32; product_id: u16, u16_le @ 34;
    }
    162 "FENCE_STATUS" FenceStatus { breach_status: u8, u8 @ 6; breach_type: u8, u8 @ 7; }
    180 "CAMERA_FEEDBACK" CameraFeedback {
        lat: i32, i32_le @ 8; lng: i32, i32_le @ 12; alt_msl: f32, f32_le @ 16;
        alt_rel: f32, f32_le @ 20; yaw: f32, f32_le @ 32;
    }
    242 "HOME_POSITION" HomePosition { latitude: i32, i32_le @ 0; longitude: i32, i32_le @ 4; }
    245 "EXTENDED_SYS_STATE" ExtendedSysState { landed_state: u8, u8 @ 1; }
    253 "STATUSTEXT" StatusText { id: u16, u16_le @ 51; chunk_seq: u8, u8 @ 53; }
    263 "CAMERA_IMAGE_CAPTURED" CameraImageCaptured {
        time_utc: u64, u64_le @ 0; lat: i32, i32_le @ 12; lon: i32, i32_le @ 16;
        alt: i32, i32_le @ 20; relative_alt: i32, i32_le @ 24; capture_result: i8, i8 @ 49;
    }
    12900 "OPEN_DRONE_ID_BASIC_ID" BasicId { id_type: u8, u8 @ 22; }
    12904 "OPEN_DRONE_ID_SYSTEM" RemoteIdSystem {
        operator_latitude: i32, i32_le @ 0; operator_longitude: i32, i32_le @ 4;
        operator_location_type: u8, u8 @ 50;
    }
}

#[cfg(test)]
mod tests {
    use super::super::dialect::DIALECT;
    use super::*;

    #[test]
    fn every_field_is_where_the_dialect_has_it() {
        for (number, name, field, at) in PLACES {
            let message = DIALECT.message(*number).unwrap();
            assert_eq!(message.name, *name);
            let field = field.trim_start_matches("r#");
            assert_eq!(message.offset(field), Some(*at), "{name}.{field}");
        }
    }
}
