-- One row per model x calibration method x knot; methods with a formula have one row.
-- key: model_id, method, knot_rank

with

readable_models as (
    select
        model_id,
        content
    from {{ ref("int_readable_models") }}
),

unnested as (
    select
        model_id,
        {{ document_rows("calibrations") }} as calibration
    from readable_models
),

renamed as (
    select
        model_id,
        calibration.method,
        coalesce(calibration.knot_rank, 1) as knot_rank,
        calibration.log_odds,
        calibration.probability,
        calibration.slope,
        calibration.intercept,
        calibration.is_fitted,
        calibration.method = {{ lit(var("calibration")) }} as is_active
    from unnested
),

-- `none` needs no fit: the probability of the log-odds as they are.
uncalibrated as (
    select
        model_id,
        'none' as method,
        1 as knot_rank,
        cast(null as double) as log_odds,
        cast(null as double) as probability,
        1.0 as slope,
        0.0 as intercept,
        true as is_fitted,
        {{ "true" if var("calibration") == "none" else "false" }} as is_active
    from readable_models
),

calibrations as (
    select * from renamed
    union all
    select * from uncalibrated
)

select * from calibrations
