# @{c_site}
SITE = @{site}

# @{c_data}
PICTURES, VALID_PICTURES = @{pictures}, @{valid_pictures}
SEED = @{seed}
AUGMENT = @{augment}

# @{c_model}
START = @{start}
WIDTH, DEPTH = @{width}, @{depth}
FROZEN = @{frozen}

# @{c_training}
EPOCHS, BATCH_SIZE = @{epochs}, @{batch_size}
LEARNING_RATE = @{learning_rate}
GROUP_RATES = @{group_rates}
SCHEDULE = "@{schedule}"
OPTIMISER = "@{optimiser}"
WEIGHT_DECAY = @{weight_decay}
LABEL_SMOOTHING = @{label_smoothing}

# @{c_page}
PAGE_FIRST_LOSS = @{page_first_loss}
PAGE_LOSS = @{page_loss}
PAGE_ACCURACY = @{page_accuracy}
