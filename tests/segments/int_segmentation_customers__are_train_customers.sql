-- Segments are fitted on train customers alone, with their own measures.
{{ config(enabled=has_segments()) }}

select
    fitted.contact_id,
    customers.split
from {{ ref("int_segmentation_customers") }} as fitted
left join {{ ref("int_segment_customers") }} as customers
    on fitted.contact_id = customers.contact_id
where
    customers.split is distinct from 'train'
    or fitted.recency is distinct from customers.recency
    or fitted.frequency is distinct from customers.frequency
    or fitted.monetary is distinct from customers.monetary
