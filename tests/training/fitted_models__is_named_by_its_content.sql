-- The id of a model is the start of the md5 of its document: nobody has changed what it
-- says.

select
    model_id,
    substr(md5(content), 1, 12) as content_id
from {{ ref("fitted_models") }}
where model_id is distinct from substr(md5(content), 1, 12)
