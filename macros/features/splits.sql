{#- Six hex digits that depend on the key and the salt alone.

    purpose: put before the salt, for a choice that must not follow the split; key: another
    column than that of the contact. -#}
{% macro split_hash(purpose="", key="contact_id") -%}
    substr(md5({{ lit(purpose ~ var("split").salt) }} || cast({{ key }} as string)), 1, 6)
{%- endmacro %}


{#- The column that the rows of a customer have in common: `split_key` with `split.by`, which only
    then is one, since it would be computed for every row that is scored; else the key. -#}
{% macro split_key() -%}
    {{ "split_key" if customer_column() else "contact_id" }}
{%- endmacro %}


{#- The column of `split.by`, which is carried; the contact's own key where it is blank. -#}
{% macro customer_key() -%}
    coalesce(
        nullif(trim(cast(carried.{{ adapter.quote(customer_column()) }} as string)), ''),
        cast(contact_id as string)
    )
{%- endmacro %}


{#- A share in (0, 1) as the six hex digits below which that share of hashes lies. -#}
{% macro hex_share(share) -%}
    '{{ "%06x" | format((share * 16777216) | round | int) }}'
{%- endmacro %}


{#- One of the splits, as the constant that its column holds. -#}
{% macro split_value(name) -%}
    cast({{ lit(name) }} as {{ name_type(["train", "validation", "test", "score"]) }})
{%- endmacro %}
