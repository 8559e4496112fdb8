//! Names that people read, as identifiers.

/// The name in snake_case: words are split at case changes and at anything that is neither letter nor digit.
/// `"OrderItem"`, `"order item"` and `"Order-Item"` become `order_item`; `"HTTPRequest"` becomes
/// `http_request`. A name without a letter or digit becomes the empty string.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let chars: Vec<char> = name.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_numeric());
        let before_lower = i > 0 && chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && (after_lower || before_lower) && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn splits_words_where_a_person_would() {
        for (name, expected) in [
            ("OrderItem", "order_item"),
            ("order item", "order_item"),
            ("Order-Item ", "order_item"),
            ("HTTPRequest", "http_request"),
            ("order2Item", "order2_item"),
            ("Größe", "größe"),
            ("__x__", "x"),
            ("customer_id", "customer_id"),
            ("!!", ""),
        ] {
            assert_eq!(snake_case(name), expected, "{name}");
        }
    }
}
