{#- Arrays. Positions count from 1, and beyond the ends lies null. -#}

{#- Some items as an array. -#}
{% macro array_of(items) -%}
    {{ return(adapter.dispatch("array_of", "customer_segmentation")(items)) }}
{%- endmacro %}

{% macro default__array_of(items) -%}
    [{{ items | join(", ") }}]
{%- endmacro %}


{#- The item at a position. -#}
{% macro element(array, position) -%}
    {{ return(adapter.dispatch("element", "customer_segmentation")(array, position)) }}
{%- endmacro %}

{% macro default__element(array, position) -%}
    ({{ array }}[{{ position }}])
{%- endmacro %}


{#- The position of a value; null where it is not in the array or is null itself. -#}
{% macro place_in(array, value) -%}
    {{ return(adapter.dispatch("place_in", "customer_segmentation")(array, value)) }}
{%- endmacro %}

{% macro default__place_in(array, value) -%}
    (list_position({{ array }}, {{ value }}))
{%- endmacro %}


{#- How many items there are. -#}
{% macro item_count(array) -%}
    {{ return(adapter.dispatch("item_count", "customer_segmentation")(array)) }}
{%- endmacro %}

{% macro default__item_count(array) -%}
    (len({{ array }}))
{%- endmacro %}


{#- The same items and as many of `filler` as make `length`; null counts as no item. -#}
{% macro padded(array, length, filler) -%}
    {{ return(adapter.dispatch("padded", "customer_segmentation")(array, length, filler)) }}
{%- endmacro %}

{% macro default__padded(array, length, filler) -%}
    (list_resize(coalesce({{ array }}, []), {{ length }}, {{ filler }}))
{%- endmacro %}


{#- What an expression over `item` makes of every item. -#}
{% macro mapped(array, item, expression) -%}
    {{ return(adapter.dispatch("mapped", "customer_segmentation")(array, item, expression)) }}
{%- endmacro %}

{% macro default__mapped(array, item, expression) -%}
    (list_transform({{ array }}, lambda {{ item }}: {{ expression }}))
{%- endmacro %}


{#- The whole numbers from `first` to `last`, both included; none where `last` is smaller. -#}
{% macro series(first, last) -%}
    {{ return(adapter.dispatch("series", "customer_segmentation")(first, last)) }}
{%- endmacro %}

{% macro default__series(first, last) -%}
    (generate_series({{ first }}, {{ last }}))
{%- endmacro %}


{#- An aggregate: the values of some rows in an order. -#}
{% macro collected(value, order_by, condition) -%}
    {{ return(
        adapter.dispatch("collected", "customer_segmentation")(value, order_by, condition)
    ) }}
{%- endmacro %}

{% macro default__collected(value, order_by, condition) -%}
    (list({{ value }} order by {{ order_by }}) filter (where {{ condition }}))
{%- endmacro %}


{#- An aggregate: the bounds that cut some rows into so many parts, each the value of a row. -#}
{% macro quantiles(value, parts) -%}
    {{ return(adapter.dispatch("quantiles", "customer_segmentation")(value, parts)) }}
{%- endmacro %}

{% macro default__quantiles(value, parts) -%}
    {%- set shares = [] -%}
    {%- for part in range(1, parts) -%}
        {%- do shares.append(part / parts) -%}
    {%- endfor -%}
    (quantile_disc({{ value }}, {{ shares }}))
{%- endmacro %}


{#- One row per item. -#}
{% macro unnested(array) -%}
    {{ return(adapter.dispatch("unnested", "customer_segmentation")(array)) }}
{%- endmacro %}

{% macro default__unnested(array) -%}
    unnest({{ array }})
{%- endmacro %}


{#- The least number of an array. -#}
{% macro least_of(array) -%}
    {{ return(adapter.dispatch("least_of", "customer_segmentation")(array)) }}
{%- endmacro %}

{% macro default__least_of(array) -%}
    (list_min({{ array }}))
{%- endmacro %}


{#- The mean of the numbers of an array. -#}
{% macro mean_of(array) -%}
    {{ return(adapter.dispatch("mean_of", "customer_segmentation")(array)) }}
{%- endmacro %}

{% macro default__mean_of(array) -%}
    (list_avg({{ array }}))
{%- endmacro %}


{#- How many numbers of an array are at or below a value. -#}
{% macro count_at_most(array, value) -%}
    {{ return(adapter.dispatch("count_at_most", "customer_segmentation")(array, value)) }}
{%- endmacro %}

{% macro default__count_at_most(array, value) -%}
    (len(list_filter({{ array }}, lambda item: item <= {{ value }})))
{%- endmacro %}


{#- The largest so many items, in falling order; DuckDB sorts no others for them.

    is_stored: true where the expression stays in the database, for whoever opens it: DuckDB
    1.x does not know the fast spelling. -#}
{% macro largest(array, count, is_stored=false) -%}
    {{ return(adapter.dispatch("largest", "customer_segmentation")(array, count, is_stored)) }}
{%- endmacro %}

{% macro default__largest(array, count, is_stored) -%}
    {%- if is_stored -%}
    (list_reverse_sort({{ array }})[1:{{ count }}])
    {%- else -%}
    (list_aggregate({{ array }}, 'max', {{ count }}))
    {%- endif -%}
{%- endmacro %}


{#- 1 + the number of bounds at or below a value, found by halving: a balanced tree of
    comparisons, written once by recursion (and not at all while dbt only parses).

    bounds: an array of 2^depth - 1 ascending doubles. lowest: what the first leaf is. -#}
{% macro bin_search(value, bounds, depth) -%}
    {{ return(adapter.dispatch("bin_search", "customer_segmentation")(value, bounds, depth)) }}
{%- endmacro %}

{% macro default__bin_search(value, bounds, depth, lowest=1) -%}
    {%- if depth == 0 or not execute -%}
    {{ lowest }}
    {%- else -%}
    {%- set half = 2 ** (depth - 1) -%}
    (case when {{ value }} < {{ bounds }}[{{ lowest + half - 1 }}] then
    {{- " " ~ default__bin_search(value, bounds, depth - 1, lowest) }} else
    {{- " " ~ default__bin_search(value, bounds, depth - 1, lowest + half) }} end)
    {%- endif -%}
{%- endmacro %}


{#- The comparisons it takes to find one of so many bins. -#}
{% macro search_depth(bins) %}
    {% set depth = namespace(value=1) %}
    {% for step in range(8) %}
        {% if 2 ** depth.value < bins %}
            {% set depth.value = depth.value + 1 %}
        {% endif %}
    {% endfor %}
    {{ return(depth.value) }}
{% endmacro %}
