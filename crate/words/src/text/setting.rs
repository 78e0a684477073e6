//! Words of the settings panel.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! setting {
    ($then:ident) => {
        $then! { setting;
            settings = "数据与设置", "Data and settings";
            settings_data = "数据", "Data";
            settings_model = "模型", "Model";
            settings_training = "训练", "Training";
            settings_more = "更多设置", "More settings";

            s_pictures = "训练图片", "Training set";
            s_pictures_unit = "张", "pictures";
            s_valid_share = "留作验证", "Validation set";
            s_seed = "随机种子", "Seed";
            s_seed_hint = "决定怎样划分、打乱、增强，以及初始权重", "Decides split, order, augmentation and initial weights";
            s_seed_new = "换一个种子", "Another seed";
            s_see_all = "看看全部图片", "See all pictures";

            s_architecture = "架构", "Architecture";
            s_residual = "残差网络", "Residual";
            s_plain = "普通卷积", "Plain CNN";
            s_mlp = "多层感知机", "MLP";
            s_pretrained = "预训练模型", "Pretrained model";
            s_pretrained_hint = "从学过另外八类图片的权重出发", "Start from weights trained on eight other kinds of pictures";
            s_pretrained_none = "这种大小的网络没有预训练权重，从随机权重出发。深度 1、宽度 16 或 32 的残差网络才有。", "There are no pretrained weights for this network, so it starts from random ones. Residual networks of depth 1 and width 16 or 32 have them.";
            s_width = "宽度", "Width";
            s_width_unit = "通道", "channels";
            s_depth = "深度", "Depth";
            s_depth_unit = "块/级", "blocks a stage";
            s_frozen = "冻结的层组", "Frozen groups";
            s_frozen_hint = "冻结的权重保持不变", "Frozen weights stay as they are";
            s_all_frozen = "至少要留一组能训练", "At least one group has to train";
            g_stem = "起始层", "stem";
            g_stage1 = "第 1 级", "stage 1";
            g_stage2 = "第 2 级", "stage 2";
            g_stage3 = "第 3 级", "stage 3";
            g_head = "模型头", "head";

            s_epochs = "轮次", "Epochs";
            s_epochs_unit = "轮", "times over";
            s_batch = "批次大小", "Batch size";
            s_rate = "学习率", "Learning rate";
            s_rate_hint = "太大的会发散：试试看", "Too large diverges: try it";
            s_body_rate = "主体学习率倍数", "Rate of the body";
            s_body_rate_hint = "模型头以外各层用的学习率，是上面的几倍", "Factor on the rate for every layer but the head";
            s_group_rates = "各层组的学习率倍数", "Rate by group";
            s_optimiser = "优化器", "Optimiser";
            s_sgd = "SGD", "SGD";
            s_adamw = "AdamW", "AdamW";
            s_schedule = "学习率变化", "Schedule";
            s_one_cycle = "单周期", "One-cycle";
            s_constant = "不变", "Constant";
            s_augment = "数据增强", "Augmentation";
            s_augment_hint = "训练图片随机平移、左右翻转", "Random shifts and flips of the training pictures";
            s_decay = "权重衰减", "Weight decay";
            s_smoothing = "标签平滑", "Label smoothing";
            s_backend = "用什么计算", "Compute on";
            s_backend_auto = "自动", "Auto";
            s_backend_gpu_none = "没有可用的 GPU", "No GPU to choose";
            s_defaults = "恢复默认设置", "Back to the defaults";

            dirty_text = "新设置要重新训练才生效。现在的曲线仍属于旧设置。", "New settings need a new run. The present curves belong to the old ones.";
            dirty_new = "用新设置重新开始", "New run with these";
            dirty_revert = "撤回改动", "Undo the changes";

            s_valid_count(n: &str) = "= {n} 张", "= {n} pictures";
            s_freeze_group(group: &str) = "冻结{group}", "Freeze {group}";
        }
    };
}
