{#- Stops where `segmentation.load` names a segmentation that is not stored. -#}
{% macro check_requested_segmentation(requested, store) %}
    {% if not execute or flags.WHICH not in ("build", "run") or requested in ("auto", "fit") %}
        {{ return("") }}
    {% endif %}
    {% set stored = run_query(
        "select segmentation_id from " ~ store ~ " order by fitted_at desc"
    ).columns[0].values() | list %}
    {% if requested not in stored %}
        {% do stop_with(
            "Var `segmentation.load` is `" ~ requested ~ "`, which is no saved segmentation;"
            ~ " it must be auto, fit, or one of "
            ~ (stored | join(", ") if stored | length else "(none saved yet)") ~ "."
        ) %}
    {% endif %}
{% endmacro %}
