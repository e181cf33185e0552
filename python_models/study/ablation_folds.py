"""One row per way to treat the imbalance, ratio and fold.

key: method, ratio, fold

Not SQL because every row is a model that scikit-learn fits. Built on demand, by
`make study`.
"""

import json

from customer_segmentation.study.ablation import ablate


def model(dbt, session):
    """Fit and measure every recipe on the same folds."""
    [(configuration,)] = (
        dbt.ref("int_training_configuration").project("configuration").fetchall()
    )
    [(policy, demand)] = dbt.ref("int_study_settings").fetchall()
    contacts = dbt.ref("int_study_contacts").order("contact_id").df()
    return ablate(contacts, json.loads(configuration), policy, json.loads(demand))
