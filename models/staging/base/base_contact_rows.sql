-- One row per row of the sources, readable or not.
-- key: source_name, source_row
{{
    config(
        materialized="view" if reads_own_relations_only() else "table",
        post_hook=["{{ recount_lines() }}", "{{ stop_at_first(contact_faults(this)) }}"],
    )
}}

{{ contact_rows() }}
