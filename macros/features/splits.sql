{#- Six hex digits that depend on the key and the salt alone.

    purpose: put before the salt, for a choice that must not follow the split; key: another
    column than that of the contact. -#}
{% macro split_hash(purpose="", key="contact_id") -%}
    substr(md5({{ lit(purpose ~ var("split").salt) }} || cast({{ key }} as string)), 1, 6)
{%- endmacro %}


{#- What the rows of a customer have in common: the column of `split.by`; the contact's own key
    without it, or where it is blank. -#}
{% macro split_key() -%}
    {%- set customer = as_mapping(var("split")).get("by") -%}
    {%- if customer -%}
    coalesce(
        nullif(trim(cast(carried.{{ adapter.quote(customer) }} as string)), ''),
        cast(contact_id as string)
    )
    {%- else -%}
    cast(contact_id as string)
    {%- endif -%}
{%- endmacro %}


{#- A share in (0, 1) as the six hex digits below which that share of hashes lies. -#}
{% macro hex_share(share) -%}
    '{{ "%06x" | format((share * 16777216) | round | int) }}'
{%- endmacro %}


{#- One of the splits, as the constant that its column holds. -#}
{% macro split_value(name) -%}
    cast({{ lit(name) }} as {{ name_type(["train", "validation", "test", "score"]) }})
{%- endmacro %}
