//! Words of the lab.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! lab {
    ($then:ident) => {
        $then! { lab;
            lab_title = "实验室", "Lab";
            lab_parts = "实验室的三个部分", "Parts of the lab";
            tab_data = "数据", "Data";
            tab_learn = "学习", "Learn";
            tab_inside = "内部", "Inside";

            learn = "学习过程", "Learning";
            loss = "损失", "Loss";
            error_rate = "错误率", "Error rate";
            curve_train = "训练", "training";
            curve_valid = "验证", "validation";
            curve_step = "步", "step";
            curve_epoch = "轮次", "epoch";
            curve_smoothed = "平滑后", "smoothed";
            curve_not_finite = "不是一个数", "not a number";
            curve_empty = "训练第一个批次后，曲线从这里开始。", "The curve starts with the first batch.";
            curve_help = "用方向键读数", "Arrow keys read values";

            now_train_loss = "训练损失", "training loss";
            now_valid_loss = "验证损失", "validation loss";
            now_error = "错误率", "error rate";

            predictions = "预测", "Predictions";
            predictions_hint = "验证图片：模型没有用它们训练", "Validation pictures: never trained on";
            predictions_more = "再看一些", "Show more";
            predictions_fewer = "少看一些", "Show fewer";
            only_wrong = "只看错的", "Only the wrong ones";
            none_wrong = "这里面没有错的。", "None of these is wrong.";
            grid_name = "图片", "Pictures";
            undecided = "未定", "unsure";
            right = "对", "right";
            wrong = "错", "wrong";
            prediction = "预测", "predicted";
            picture_loading = "载入中", "loading";
            picked_empty = "点一张图片，看它的数字。", "Pick a picture to see its numbers.";
            picked_truth = "标签", "label";
            picked_loss = "这张图片的损失", "loss of this picture";
            pixels = "显示像素", "Show pixels";

            facts_parameters = "参数", "parameters";
            facts_trainable = "可训练", "trainable";
            facts_launches = "每步内核调用", "kernel launches a step";
            filters = "第一层的滤波器", "Filters of the first layer";
            filters_hint = "网络最先看的东西：边缘、颜色、斑点", "What it looks for first: edges, colours, spots";
            filter = "滤波器", "Filter";
            filters_empty = "准备好以后，滤波器出现在这里。", "The filters appear when the run is ready.";
            filters_start = "开始时", "at the start";
            filters_now = "现在", "now";
            layers = "各层", "Layers";
            layers_hint = "权重怎样分布，离开始时走了多远", "How the weights are spread, and how far they moved from where they started";
            layer = "层", "Layer";
            layer_shape = "输出", "output";
            layer_parameters = "参数", "parameters";
            layer_weights = "权重", "weights";
            layer_moved = "移动", "moved";
            layer_frozen = "已冻结", "frozen";
            layers_empty = "准备好以后，各层列在这里。", "The layers are listed when the run is ready.";
            kind_conv2d = "卷积", "convolution";
            kind_depthwise = "深度卷积", "depthwise convolution";
            kind_batch_norm = "批归一化", "batch norm";
            kind_linear = "全连接", "linear";
            layer_histogram = "权重的分布", "Distribution of weights";

            own = "你自己的图片", "A picture of your own";
            own_hint = "它不会离开你的设备。", "It does not leave your device.";
            own_choose = "选一张图片", "Choose a picture";
            own_or = "也可以拖到这里，或者粘贴", "or drop or paste one here";
            own_drop = "松手放下", "Drop it";
            own_waiting = "正在看…", "Looking…";
            own_seen = "网络看到的样子：32 × 32", "What the network sees: 32 × 32";

            done_title = "训练完成", "Done";
            all_title = "全部图片", "All pictures";
            all_train = "训练集", "Training set";
            all_valid = "验证集", "Validation set";
            all_previous = "上一页", "Previous";
            all_next = "下一页", "Next";

            all_range(from: &str, to: &str, of: &str) = "第 {from}–{to} 张，共 {of} 张", "{from}–{to} of {of}";
            facts(train: &str, valid: &str) = "{train} 张训练 · {valid} 张验证", "{train} training · {valid} validation";
            done_text(accuracy: &str, loss: &str) = "验证准确率 {accuracy}，验证损失 {loss}。", "Validation accuracy {accuracy}, validation loss {loss}.";
            right_of(right: &str, of: &str) = "{of} 张里对了 {right} 张", "{right} of {of} right";
        }
    };
}
