{#- Six hex digits that depend on the key and the salt alone.

    purpose: put before the salt, for a choice that must not follow the split. -#}
{% macro split_hash(purpose="") -%}
    substr(md5({{ lit(purpose ~ var("split").salt) }} || cast(contact_id as string)), 1, 6)
{%- endmacro %}


{#- A share in (0, 1) as the six hex digits below which that share of hashes lies. -#}
{% macro hex_share(share) -%}
    '{{ "%06x" | format((share * 16777216) | round | int) }}'
{%- endmacro %}


{#- One of the splits, as the constant that its column holds. -#}
{% macro split_value(name) -%}
    cast({{ lit(name) }} as {{ name_type(["train", "validation", "test", "score"]) }})
{%- endmacro %}
