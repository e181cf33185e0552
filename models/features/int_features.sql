-- One row per feature that a model may use, in the order of the vars.
-- key: feature

select
    features.feature_rank,
    features.feature,
    features.label,
    features.kind,
    features.kind in ('integer', 'number') as is_number,
    features.most_bins,
    features.most_codes
from (
    values
    {%- for feature in model_features() %}
    (
        {{ loop.index }},
        {{ lit(feature.name) }},
        {{ lit(feature.name | replace("_", " ")) }},
        {{ lit(feature.kind) }},
        {{ feature.bins }},
        {{ 2 ** search_depth(feature.bins) if is_number(feature) else 250 }}
    ){{ "," if not loop.last }}
    {%- endfor %}
) as features (feature_rank, feature, label, kind, most_bins, most_codes)
