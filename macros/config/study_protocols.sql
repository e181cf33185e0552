{#- The protocols of var `study_protocols`, complete: what each changes put into the vars it
    inherits. Features that the vars do not declare are left out, as other data sets have others.
    returns: a list of {protocol, splits, uses_calendar, configuration, compared}, as the Python
    package reads them (`measure_protocols`). -#}
{% macro study_protocols() %}
    {# While dbt parses they are not checked yet. #}
    {% if not execute %}{{ return([]) }}{% endif %}
    {% set protocols = [] %}
    {% for name, entry in var("study_protocols").items() %}
        {% set after_contact = entry.get(
            "allow_after_contact_features", var("allow_after_contact_features")
        ) %}
        {% set is_later = entry.splits.method != "stratified" %}
        {% set calendar = uses_calendar("chronological" if is_later else "hash") %}
        {% set variants = [] %}
        {% for keeps_calendar in ([true, false] if entry.get("compare") else [calendar]) %}
            {% set features = model_features(after_contact, keeps_calendar) %}
            {% set pairs = (var("interactions") or []) + (entry.get("more_interactions") or []) %}
            {% do variants.append({
                "uses_calendar": keeps_calendar,
                "configuration": training_configuration(
                    features,
                    ordered_pairs(pairs, features),
                    entry.get("bins", {}),
                    entry.get("classifier_parameters", {}),
                ),
            }) %}
        {% endfor %}
        {% set own = variants | selectattr("uses_calendar", "equalto", calendar) | first %}
        {% do protocols.append({
            "protocol": name,
            "splits": entry.splits,
            "uses_calendar": calendar,
            "configuration": own.configuration,
            "compared": variants if entry.get("compare") else [],
        }) %}
    {% endfor %}
    {{ return(protocols) }}
{% endmacro %}
