{#- What a mean Jaccard coefficient says of a segment (Hennig 2007). -#}
{% macro stability_verdict(stability) -%}
    case
        when {{ stability }} >= 0.85 then 'highly stable'
        when {{ stability }} >= 0.75 then 'valid'
        when {{ stability }} >= 0.60 then 'doubtful'
        when {{ stability }} is not null then 'not to be trusted'
        else 'not measured'
    end
{%- endmacro %}
