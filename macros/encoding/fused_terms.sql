{#- Terms are looked up in groups: all terms over some few features are one array over all of
    their codes, which holds their sums. That takes one look-up instead of many, and gives the
    same log-odds to the last bit, because contributions are multiples of 2^-40.

    The groups are planned from the vars alone. Pairs, the largest first, and then main effects
    join the group that they enlarge the least, within 16,384 cells, or open a new one.
    returns: a list of {features: [name], terms: [[name] or [name, name]]} -#}
{% macro fused_groups() %}
    {% set cells = expected_cells() %}
    {% set sized_terms = [] %}
    {% for term in declared_terms() %}
        {% set size = cells[term[0]] * (cells[term[1]] if term | length == 2 else 1) %}
        {% do sized_terms.append([-(term | length), -size, term]) %}
    {% endfor %}

    {% set groups = [] %}
    {% for _, size, term in sized_terms | sort %}
        {% set best = namespace(group=none, cells=0, growth=none) %}
        {% for group in groups %}
            {% set union = namespace(cells=group.cells, categories=group.categories) %}
            {% for name in term if name not in group.features %}
                {% set union.cells = union.cells * cells[name] %}
                {% set union.categories = union.categories + cells[""].count(name) %}
            {% endfor %}
            {% set growth = union.cells - group.cells %}
            {% set is_small = union.cells <= 16384 and union.categories <= 2 %}
            {% if (growth == 0 or is_small) and (best.group is none or growth < best.growth) %}
                {% set best.group = group %}
                {% set best.cells = union.cells %}
                {% set best.growth = growth %}
            {% endif %}
        {% endfor %}
        {% if best.group is none %}
            {% set best.group = {"features": [], "terms": [], "categories": 0} %}
            {% set best.cells = -size %}
            {% do groups.append(best.group) %}
        {% endif %}
        {% for name in term if name not in best.group.features %}
            {% do best.group.features.append(name) %}
            {% do best.group.update({
                "categories": best.group.categories + cells[""].count(name)
            }) %}
        {% endfor %}
        {% do best.group.update({"cells": best.cells}) %}
        {% do best.group.terms.append(term) %}
    {% endfor %}
    {{ return(groups) }}
{% endmacro %}


{#- How many codes each feature may have, code 0 included, and under an empty name the
    names of the categories. How many levels a category has is not known here: 8 is a guess that costs
    time, not truth, when it is wrong. A category may have 250, so a group has at most two. -#}
{% macro expected_cells() %}
    {% set cells = {"": []} %}
    {% for feature in model_features() %}
        {% if is_number(feature) %}
            {% do cells.update({feature.name: feature.bins + 1}) %}
        {% elif feature.kind == "flag" %}
            {% do cells.update({feature.name: 3}) %}
        {% else %}
            {% do cells.update({feature.name: 8}) %}
            {% do cells[""].append(feature.name) %}
        {% endif %}
    {% endfor %}
    {{ return(cells) }}
{% endmacro %}


{#- The name of the array of a group: that of its only term, or one of its own. -#}
{% macro fused_array(group) -%}
    {{ group.features | join("__") }}_{{ "sums" if group.terms | length > 1 else "terms" }}
{%- endmacro %}


{#- The place of one combination of codes in an array over some features; the last feature
    takes the smallest steps. Groups that end in the same feature share its `+ 1`.

    names: of the features; codes, arrays: as for `log_odds`. -#}
{% macro cell_position(names, codes, arrays) -%}
    {%- set last = codes ~ "." ~ names[-1] ~ "_code + 1" -%}
    {%- set position = namespace(text="") -%}
    {%- for name in names[:-1] -%}
        {%- set position.text = (
            ("(" ~ position.text ~ codes ~ "." ~ name ~ "_code)" if position.text
                else codes ~ "." ~ name ~ "_code")
            ~ " * " ~ arrays ~ "." ~ names[loop.index] ~ "_size + "
        ) -%}
    {%- endfor -%}
    {{ position.text }}{{ "(" ~ last ~ ")" if position.text else last }}
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
