{#- A hook of `predictions`: drops the scores that no longer hold, those of another model, of
    contacts that changed and of contacts that left. What it drops is scored again by the
    model, in the same transaction. -#}
{% macro forget_outdated_scores() %}
    {% if not is_incremental() %}{{ return("") }}{% endif %}
    {% set types = column_types(this) %}
    {% if execute and "row_hash" not in types %}
        {% do stop_with(
            "The table " ~ this.schema ~ "." ~ this.identifier ~ " was made by an earlier"
            ~ " version; make it anew: dbt run --full-refresh --select predictions"
        ) %}
    {% endif %}
    {% if types.contact_id != key_type() %}
    {# Keys of another type: none of its contacts is here any more. #}
    create or replace table {{ this }} as
    select * replace (cast(null as {{ key_type() }}) as contact_id)
    from {{ this }}
    where false
    {% else %}
    delete from {{ this }} as kept
    where not exists (
        select 1
        from {{ ref("int_contact_splits") }} as contacts
        cross join {{ ref("int_active_model_arrays") }} as active_model
        where
            contacts.contact_id = kept.contact_id
            and active_model.model_id = kept.model_id
            and contacts.row_hash = kept.row_hash
            and contacts.split = kept.split
            and contacts.is_subscriber is not distinct from kept.is_subscriber
    )
    {% endif %}
{% endmacro %}
