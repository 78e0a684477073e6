//! Words of the first page.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! home {
    ($then:ident) => {
        $then! { home;
            home_title = "在这个标签页里，教神经网络分辨猫和狗", "Teach a neural network to tell cats from dogs, right in this tab";
            home_lead = "它看过成千上万张别的图片，却从没见过猫和狗。按下按钮，看它怎样学会。一切都在你的设备上计算，图片不会离开这里。", "It has seen thousands of other pictures, but never a cat or a dog. Press the button and watch it learn. Everything is computed on your device, and no picture leaves it.";
            home_pictures = "它没有学过的图片", "Pictures it never trains on";
            home_before = "小条是模型的判断：猫还是狗。现在它只是在乱猜。", "The bars are what the model thinks: cat or dog. For now it is only guessing.";
            home_while = "每看一批图片，权重就改一点。看小条怎样拿定主意。", "Every batch of pictures changes the weights a little. Watch the bars make up their minds.";
            home_paused = "停在这里了。继续，或者到实验室里看看网络内部。", "Stopped here. Go on, or look inside the network in the lab.";
            home_train = "训练它", "Train it";
            home_curve = "损失：错得有多离谱", "Loss: how wrong it is";
            home_open_lab = "打开实验室", "Open the lab";
            home_next = "去实验室，换一个设置再试", "Go to the lab and change something";
            home_next_why = "图片少一点、不用预训练、换一个学习率：先猜一猜，再看结果。", "Fewer pictures, no pretraining, another learning rate: guess first, then look.";
            home_inside = "看看网络内部", "Look inside the network";
            home_diverged = "损失已经不是一个数了：学习率太大，权重飞走了。到实验室把学习率调小，再试一次。", "The loss is no longer a number: the learning rate was too large and the weights flew off. Make it smaller in the lab and try again.";

            home_note(pictures: &str, epochs: u32) = "{pictures} 张图片，看 {epochs} 遍", "{pictures} pictures, {epochs} times over";
            home_done(accuracy: &str, valid: &str, seconds: &str) = "从乱猜到答对 {accuracy}：在 {valid} 张没学过的图片上，用了 {seconds}。", "From guessing to {accuracy} right, on {valid} pictures it never trained on, in {seconds}.";
            home_done_plain(accuracy: &str, valid: &str) = "在 {valid} 张没学过的图片上，它答对了 {accuracy}。", "It gets {accuracy} right, on {valid} pictures it never trained on.";
            seconds(n: &str) = "{n} 秒", "{n} s";
        }
    };
}
