//! The part of JSON Schema that our schema of plan files uses: type, const, enum, required,
//! properties, items, prefixItems-free arrays with minItems and maxItems, oneOf, $ref to $defs.

use serde_json::Value;

/// What is wrong with a document, each with its place.
pub(crate) fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let checker = Checker { root: schema };
    checker.check(schema, document, "document", &mut faults);
    faults
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let schema = self.followed(schema);
        if let Some(kind) = schema.get("type")
            && !is_of(kind, value)
        {
            faults.push(format!("{place}: {value} is not {kind}"));
            return;
        }
        if schema.get("const").is_some_and(|only| only != value) {
            faults.push(format!("{place}: {value} is not {}", schema["const"]));
        }
        let allowed = schema.get("enum").and_then(Value::as_array);
        if allowed.is_some_and(|allowed| !allowed.contains(value)) {
            faults.push(format!("{place}: {value} is none of {}", schema["enum"]));
        }
        self.one_of(schema, value, place, faults);
        self.object(schema, value, place, faults);
        self.array(schema, value, place, faults);
    }

    fn followed<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let Some(path) = schema.get("$ref").and_then(Value::as_str) else {
            return schema;
        };
        let pointer = path
            .strip_prefix('#')
            .expect("references are within the schema");
        self.root
            .pointer(pointer)
            .expect("references lead somewhere")
    }

    fn one_of(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else {
            return;
        };
        let tried: Vec<Vec<String>> = choices
            .iter()
            .map(|choice| {
                let mut faults = Vec::new();
                self.check(choice, value, place, &mut faults);
                faults
            })
            .collect();
        if tried.iter().filter(|faults| faults.is_empty()).count() != 1 {
            let fewest = tried.into_iter().min_by_key(Vec::len);
            faults.extend(fewest.unwrap_or_default());
        }
    }

    fn object(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if value.get(key).is_none() {
                faults.push(format!("{place}: {key} is missing"));
            }
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, inner) in properties.into_iter().flatten() {
            if let Some(value) = value.get(key) {
                self.check(inner, value, &format!("{place}.{key}"), faults);
            }
        }
    }

    fn array(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let Some(values) = value.as_array() else {
            return;
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let count = values.len() as u64;
        if bound("minItems").is_some_and(|least| count < least)
            || bound("maxItems").is_some_and(|most| count > most)
        {
            faults.push(format!("{place}: {count} entries"));
        }
        if let Some(inner) = schema.get("items") {
            for (index, value) in values.iter().enumerate() {
                self.check(inner, value, &format!("{place}[{index}]"), faults);
            }
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
        _ => match kind.as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("number") => value.is_number(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("boolean") => value.is_boolean(),
            Some("null") => value.is_null(),
            _ => false,
        },
    }
}
