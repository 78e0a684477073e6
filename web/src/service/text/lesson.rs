//! Words around the lessons; the lessons' own words are in `crate/lesson`.

use super::{phrases, words};

words! {
    nav_lessons = "课程", "Lessons";
    lessons_title = "课程", "Lessons";
    lessons_lead = "每一课五到十分钟：先动手，先猜，再看发生了什么。按顺序走，或者挑一课开始。", "Five to ten minutes each: do something, guess first, then see what happens. Follow the path, or pick any one.";
    lessons_kept = "进度只保存在这台设备上。要换设备，就在这里导出，到那里导入。", "Your progress is kept on this device only. To take it to another, export it here and import it there.";
    lessons_export = "导出进度", "Export progress";
    lessons_import = "导入进度", "Import progress";
    lessons_import_sure = "文件里的进度会换掉这里已有的全部进度。", "What is in the file will take the place of all progress here.";
    lessons_import_yes = "换成文件里的", "Use the file";
    lessons_cancel = "取消", "Cancel";
    lessons_imported = "进度已导入。", "Progress imported.";
    lessons_forgotten = "进度已清除。", "Progress erased.";
    file_not_ours = "这不是第一轮的进度文件。这里什么都没有改动。", "This is no progress file of Epoch One. Nothing was changed here.";
    file_other_version = "这个进度文件来自网站的另一个版本，这里读不了。这里什么都没有改动。", "This progress file is from another version of the site and cannot be read. Nothing was changed here.";
    file_damaged = "这个进度文件不完整，或者被改过。这里什么都没有改动。", "This progress file is incomplete, or it was altered. Nothing was changed here.";
    file_empty = "这个文件里没有进度。这里什么都没有改动。", "There is no progress in this file. Nothing was changed here.";
    file_not_kept = "浏览器不让这个网站保存进度。这里什么都没有改动。", "The browser does not let this site keep progress. Nothing was changed here.";
    lessons_forget = "清除全部进度", "Erase all progress";
    lessons_progress = "进度", "Progress";
    lessons_forget_yes = "全部清除", "Erase it";
    lessons_forget_sure = "所有课程的猜测、结果和进度都会清除。", "Guesses, results and progress of all lessons will be gone.";
    lesson_loading = "正在打开这一课", "Opening the lesson";
    lesson_unavailable = "这一课打不开。检查网络，再重新载入。", "This lesson cannot be opened. Check the connection and reload.";
    lesson_steps = "步骤", "Steps";
    lesson_next = "下一步", "Next step";
    lesson_all = "所有课程", "All lessons";
    lesson_again = "这一课从头再来", "Start this lesson over";
    lesson_complete = "这一课完成了。", "Lesson complete.";
    lesson_done = "已完成", "done";
    lesson_begun = "进行中", "begun";
    lesson_guess = "先猜一猜", "Guess first";
    lesson_guess_give = "我就这么猜", "That is my guess";
    lesson_guess_given = "记下了。现在看看会怎样。", "Noted. Now see what happens.";
    lesson_guess_first = "先猜，再训练。", "Guess first, then train.";
    lesson_stop = "到此为止", "End it here";
    lesson_figure = "图", "Figure";
    lesson_compare = "验证准确率，竖线是瞎猜", "Validation accuracy; the line is guessing";
    lesson_recorded = "这次训练的记录。", "What this run came to.";
    lesson_diverged = "损失已经不是一个数了：步子太大。", "The loss was no number any more: the steps were too large.";
    lesson_task = "任务", "Task";
    lesson_task_done = "做到了。", "Done.";
    lesson_task_missing = "还差：", "Still missing:";
    m_run = "一次跑完的训练。", "A run that comes to its end.";
    m_second_seed = "设置相同、种子不同的第二次训练。", "A second run with the same settings and another seed.";
    m_own = "一张你自己的图片。", "A picture of your own.";
    m_scratch = "一次从随机权重开始的训练。", "A run from random weights.";
    m_remedy = "一次用了办法的训练：数据增强、权重衰减、少几轮，或者多些图片。", "A run with a remedy: augmentation, more weight decay, fewer epochs, or more pictures.";
    m_head_only = "一次只训练模型头的训练。", "A run that trains only the head.";
    m_all_layers = "一次从预训练权重开始、训练所有层的训练。", "A run from pretrained weights that trains all layers.";
    m_same = "三次训练用同一个种子、一样多的图片。", "The three runs with one seed and equally many pictures.";
    m_guess = "训练之前先猜。", "Your guess before the runs.";
    m_not_best = "这一回，所有层一起训练没有赢。换一个种子，三次都再来。", "This time all layers did not win. Take another seed for all three.";
    figure_broken = "这张图出了问题。", "This figure has broken.";
    m_flip = "改一个权重，让图片换一类。", "A weight set so that the picture changes its class.";
    m_words = "所有词都放到位。", "All words at their places.";
    m_settled = "一次停在谷底的下降。", "A walk that comes to rest in the valley.";
    m_walk_diverged = "一次步子太大、冲出去的下降。", "A walk whose steps are too large, so that it flies off.";
    m_test = "打开一次测试集。", "The test set, opened once.";
    m_both_up = "准确率和损失同时变高。", "Accuracy and loss, both higher than before.";
    m_first_moved = "第一层比最后一层动得少的一次微调。", "A fine-tuning whose first layer moved less than its last.";
    m_gentler = "再训练一次：主体的学习率小一些，或者冻结靠前的几组；图片和轮次不要更多。", "One more run: a smaller rate in the body, or its early groups frozen; no more pictures or epochs.";
}

phrases! {
    lesson_minutes(minutes: u32) = "约 {minutes} 分钟", "about {minutes} minutes";
    lesson_expect(pictures: &str, epochs: u32, seconds: u32) = "{pictures} 张图片，看 {epochs} 遍，大约 {seconds} 秒", "{pictures} pictures, {epochs} times over, about {seconds} s";
    lesson_too_long(most: &str) = "图片数乘轮次最多 {most}，不然要等太久。", "At most {most} pictures times epochs, or the wait is too long.";
    lesson_run_settings(pictures: &str, epochs: u32, seed: u32) = "{pictures} 张 × {epochs} 轮，种子 {seed}", "{pictures} pictures × {epochs} epochs, seed {seed}";
    term_now(value: &str) = "现在：{value}", "Just now: {value}";
    m_error(error: &str, below: &str) = "错误率要低于 {below}，现在是 {error}。", "An error rate below {below}; it is {error}.";
    m_pretrained(most: &str) = "一次从预训练权重开始、最多 {most} 张图片的训练。", "A run from pretrained weights on at most {most} pictures.";
    m_scratch_many(least: &str) = "一次从随机权重开始、至少 {least} 张图片的训练。", "A run from random weights on at least {least} pictures.";
    m_not_beaten(pretrained: &str, scratch: &str) = "预训练的要超过从零开始的：现在是 {pretrained} 对 {scratch}。", "The pretrained run has to beat the one from scratch: it is {pretrained} against {scratch}.";
    m_no_turn(rise: &str, margin: &str) = "验证损失从最低点至少升 {margin}，现在升了 {rise}。", "A validation loss that rises {margin} above its lowest point; it rose {rise}.";
    m_not_repaired(lowered: &str, needed: &str) = "差距至少缩小 {needed}，现在缩小了 {lowered}。", "A gap that is smaller by {needed}; it is smaller by {lowered}.";
    m_no_drop(dropped: &str, drop: &str) = "主体学习率大到让准确率至少掉 {drop}，现在掉了 {dropped}。", "A body rate so large that accuracy falls by {drop}; it fell by {dropped}.";
    figure_needs(run: &str) = "这张图看的是“{run}”的结果：先在上面跑一次。", "This figure looks at what “{run}” came to: run it above first.";
    m_rules(tried: u32, asked: u32) = "{asked} 套规则，已经试了 {tried} 套。", "{asked} sets of rules; {tried} tried so far.";
    m_rules_win(rules: &str, learned: &str) = "学出来的要超过规则：现在是 {learned} 对 {rules}。", "The trained model has to beat the rules: it is {learned} against {rules}.";
    m_steady(within: &str) = "一个够大的图片数：三分之二的抽样落在 ±{within} 之内。", "A number of pictures large enough: two thirds of the draws within ±{within}.";
    m_smaller(than: u32) = "再试试比 {than} 张更少的：也许也够了。", "A try with fewer than {than}: they may be enough.";
    m_tested(times: u32) = "测试集打开了 {times} 次，它已经不算没见过的了。这一课从头再来，会重新封上。", "The test set was opened {times} times, so it is not unseen any more. Starting this lesson over seals it again.";
    m_names(named: u32, asked: u32) = "看过图块之后给 {asked} 个滤波器起对名字，已有 {named} 个。", "Fitting names for {asked} filters after a look at their patches; {named} so far.";
    m_not_back(accuracy: &str, needed: &str) = "准确率回到 {needed}，现在是 {accuracy}。", "An accuracy back at {needed}; it is {accuracy}.";
}
