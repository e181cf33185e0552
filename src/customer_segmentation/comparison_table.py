"""The comparison of two models where there are no two, in SQL.

Kept free of the libraries that compare: a build with one model does not wait for them
to load.
"""

#: No rows; the columns of `bootstrap.paired_comparison`.
NO_COMPARISON = """
    select
        cast(null as varchar) as candidate_model_id,
        cast(null as varchar) as champion_model_id,
        cast(null as varchar) as metric,
        cast(null as double) as candidate_value,
        cast(null as double) as champion_value,
        cast(null as double) as difference,
        cast(null as double) as lower_95,
        cast(null as double) as upper_95,
        cast(null as double) as better_share,
        cast(null as bigint) as contact_count
    limit 0
"""
