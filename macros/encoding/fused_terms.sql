{#- Terms are looked up in groups: all terms over some few features are one array over all of
    their codes, which holds their sums. That takes one look-up instead of many, and gives the
    same log-odds to the last bit, because contributions are multiples of 2^-40.

    The groups are planned from the vars alone. Pairs, the largest first, and then main effects
    join the group that they enlarge the least, within 4,096 cells, or open a new one.
    returns: a list of {features: [name], terms: [[name] or [name, name]]} -#}
{% macro fused_groups() %}
    {% set order = model_features() | map(attribute="name") | list %}
    {% set sized_terms = [] %}
    {% for term in model_terms_list() %}
        {% do sized_terms.append([-(term | length), -expected_cells(term), term]) %}
    {% endfor %}

    {% set groups = [] %}
    {% for _, _, term in sized_terms | sort %}
        {% set best = namespace(group=none, growth=none, features=term) %}
        {% for group in groups %}
            {% set union = [] %}
            {% for name in order if name in group.features or name in term %}
                {% do union.append(name) %}
            {% endfor %}
            {% set growth = expected_cells(union) - expected_cells(group.features) %}
            {% if (growth == 0 or is_small_group(union))
                and (best.group is none or growth < best.growth) %}
                {% set best.group = group %}
                {% set best.growth = growth %}
                {% set best.features = union %}
            {% endif %}
        {% endfor %}
        {% if best.group is none %}
            {% do groups.append({"features": term, "terms": [term]}) %}
        {% else %}
            {% do best.group.update({"features": best.features}) %}
            {% do best.group.terms.append(term) %}
        {% endif %}
    {% endfor %}
    {{ return(groups) }}
{% endmacro %}


{#- Whether an array over these features stays small. A category may have 250 levels, so more
    than two of them are never put together. -#}
{% macro is_small_group(names) %}
    {% set categories = [] %}
    {% for feature in model_features() if feature.name in names and feature.kind == "category" %}
        {% do categories.append(feature) %}
    {% endfor %}
    {{ return(expected_cells(names) <= 4096 and categories | length <= 2) }}
{% endmacro %}


{#- How many cells an array over some features may have, code 0 included. How many levels a
    category has is not known here; 8 is a guess that costs time, not truth, when it is wrong. -#}
{% macro expected_cells(names) %}
    {% set cells = namespace(count=1) %}
    {% for feature in model_features() if feature.name in names %}
        {% set cells.count = cells.count * (
            feature.bins + 1 if is_number(feature) else 3 if feature.kind == "flag" else 8
        ) %}
    {% endfor %}
    {{ return(cells.count) }}
{% endmacro %}


{#- The name of the array of a group: that of its only term, or one of its own. -#}
{% macro fused_array(group) -%}
    {{ group.features | join("__") }}_{{ "sums" if group.terms | length > 1 else "terms" }}
{%- endmacro %}


{#- The place of one combination of codes in an array over some features; the last feature
    takes the smallest steps.

    names: of the features; codes, arrays: as for `log_odds`. -#}
{% macro cell_position(names, codes, arrays) -%}
    {%- set position = namespace(text=codes ~ "." ~ names[0] ~ "_code") -%}
    {%- for name in names[1:] -%}
        {%- set position.text = (
            ("(" ~ position.text ~ ")" if not loop.first else position.text)
            ~ " * " ~ arrays ~ "." ~ name ~ "_size + " ~ codes ~ "." ~ name ~ "_code"
        ) -%}
    {%- endfor -%}
    {{ position.text }} + 1
{%- endmacro %}


{#- The sums of the terms of a group, cell by cell.

    arrays: the alias of a row with the columns of `term_arrays`. -#}
{% macro fused_sums(group, arrays) -%}
    {%- set sizes = [] -%}
    {%- for name in group.features -%}
        {%- do sizes.append(arrays ~ "." ~ name ~ "_size") -%}
    {%- endfor -%}
    list_transform(
        list_transform(range({{ sizes | join(" * ") }}), lambda cell: {
            {%- for name in group.features %}
            '{{ name }}_code': cell
            {%- if not loop.last %} // ({{ sizes[loop.index:] | join(" * ") }}){% endif %}
            {%- if not loop.first %} % {{ arrays }}.{{ name }}_size{% endif %}
            {{- "," if not loop.last }}
            {%- endfor %}
        }),
        lambda codes:
            {%- for term in group.terms %}
            {{ "+ " if not loop.first }}{{ term_contribution("codes", arrays, term) }}
            {%- endfor %}
    )
{%- endmacro %}
